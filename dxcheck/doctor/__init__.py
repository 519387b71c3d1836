"""What `dxcheck doctor` looks at: the program, the data folder, every file in it, the terminal."""
