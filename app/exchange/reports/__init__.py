"""Reports as files: a record and a template become HTML, PDF or DOCX. Pure; what is said was decided before."""
