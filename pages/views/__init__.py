"""One thin script a page; never a script directly in `pages/`, which Streamlit would run without the shell."""
