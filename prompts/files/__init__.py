"""The files of a desk's folder: their models and their YAML."""
