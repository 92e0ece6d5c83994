module ringproof/peers

go 1.21
