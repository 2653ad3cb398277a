"""What does the staff see? The Streamlit dashboard: views by role, a map, charts and words."""
