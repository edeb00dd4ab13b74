"""What the pages share: the question asked, cached answers, controls, figures, tables, downloads, data routes."""
