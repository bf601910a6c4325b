module toolchain/certificate-judge

go 1.26
