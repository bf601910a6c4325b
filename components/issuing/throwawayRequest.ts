/** A request that cert-manager can sign, but whose certificate nobody can use: its key was thrown away. */
export const throwawayRequest = Buffer.from(
  `-----BEGIN CERTIFICATE REQUEST-----
MIHWMH8CAQAwHTEbMBkGA1UEAwwSYWtzLW1xdHQtY2EtbG9va3VwMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEUvz0PA0x0uLFiuPrTXURMvJVcAvww+57AelkHccb
KWWVMb6qmcgNu7TELoGO0fubBJSdo/KyQ5ZF+e5SZusWpaAAMAoGCCqGSM49BAMC
A0cAMEQCIDo27HyDmwUzZsHA1WfeDy1lozLdB/KBHr+ZfwQzJN1tAiBnodiRSGdd
hS8tIp6UrpmLHBrWvnkywzu5S178270Zzw==
-----END CERTIFICATE REQUEST-----
`,
).toString("base64");
