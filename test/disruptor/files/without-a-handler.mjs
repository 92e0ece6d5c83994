// A file that never calls handler().
