"""What does Streamlit run at each rerun? The shell, which knows who is there and what it may see."""

from dashboard.shell import run

run()
