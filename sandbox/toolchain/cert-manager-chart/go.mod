module toolchain/cert-manager-chart

go 1.26.0

// Only files are taken from it, so that no package of it is imported, and `go mod tidy` would drop it.
require github.com/cert-manager/cert-manager v1.21.2
