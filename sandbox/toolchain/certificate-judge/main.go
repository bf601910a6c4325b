// Certificate-judge says what Go's crypto/x509 thinks of paths of certificates, and of private keys read as the TLS
// provider reads them. It takes one JSON object on standard input, and answers with the reason of each refusal, in order;
// an empty reason means that Go takes it.
package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

type question struct {
	Paths []path
	Keys  []string
}

// A path as a server sends it, what its client trusts, and the names by which the client connects.
type path struct {
	Sent, Trusted string
	Hosts         []string
}

type answer struct {
	Paths []string `json:"paths"`
	Keys  []string `json:"keys"`
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	given := answer{Paths: []string{}, Keys: []string{}}
	for _, each := range asked.Paths {
		given.Paths = append(given.Paths, reason(verify(each)))
	}
	for _, each := range asked.Keys {
		given.Keys = append(given.Keys, reason(readKey([]byte(each))))
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		os.Exit(1)
	}
}

func verify(asked path) error {
	sent, err := certificates(asked.Sent)
	if err != nil {
		return err
	}
	trusted, err := certificates(asked.Trusted)
	if err != nil {
		return err
	}
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	for _, certificate := range trusted {
		options.Roots.AddCert(certificate)
	}
	for _, certificate := range sent[1:] {
		options.Intermediates.AddCert(certificate)
	}
	if _, err := sent[0].Verify(options); err != nil {
		return err
	}
	for _, host := range asked.Hosts {
		if err := sent[0].VerifyHostname(host); err != nil {
			return err
		}
	}
	return nil
}

func certificates(text string) ([]*x509.Certificate, error) {
	var found []*x509.Certificate
	for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		found = append(found, certificate)
	}
	if len(found) == 0 {
		return nil, errors.New("no certificate")
	}
	return found, nil
}

// The first block decides, whatever follows it.
func readKey(text []byte) error {
	block, _ := pem.Decode(text)
	if block == nil {
		return errors.New("no PEM")
	}
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		_, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		_, err = x509.ParseECPrivateKey(block.Bytes)
	case "PRIVATE KEY":
		_, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	default:
		err = fmt.Errorf("a block %s", block.Type)
	}
	return err
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
