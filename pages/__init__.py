"""Show a person the answers: pages, the browser map, tables and words; the only rooms that import streamlit."""
