"""What does Streamlit run at each rerun? The shell, which knows who is there."""

from dashboard.shell import run

run()
