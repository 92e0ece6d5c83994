module github.com/ringproof/ringproof/model-tests/ports/go

go 1.23
