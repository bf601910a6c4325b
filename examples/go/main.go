// A CA, and Mosquitto with a certificate for the address that clients use.
package main

import (
	"example.com/pulumi-aks-mqtt/sdk/go/aksmqtt"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")

		chain, err := aksmqtt.NewCertificateChain(ctx, "chain", nil)
		if err != nil {
			return err
		}

		loadBalancer := aksmqtt.ServiceTypeLoadBalancer
		broker, err := aksmqtt.NewMosquittoBroker(ctx, "mosquitto", &aksmqtt.MosquittoBrokerArgs{
			Namespace: pulumi.String(settings.Require("namespace")),
			Image:     pulumi.String(settings.Require("image")),
			Users:     []aksmqtt.MosquittoUserInput{aksmqtt.MosquittoUserArgs{Name: "factory"}},
			Listeners: []aksmqtt.MosquittoListenerInput{
				aksmqtt.MosquittoListenerArgs{
					Port: 8883,
					Tls: &aksmqtt.MosquittoTlsArgs{
						Issued: &aksmqtt.IssuedTlsArgs{
							Authority: aksmqtt.CertificateAuthorityArgs{
								CertificatePem: chain.IntermediateCertificatePem,
								PrivateKeyPem:  chain.CaPrivateKeyPem,
								ChainPem:       chain.ChainPem,
								Algorithm:      chain.Algorithm,
							},
						},
					},
				},
			},
			TlsService: &aksmqtt.MosquittoServiceArgs{Type: &loadBalancer},
		})
		if err != nil {
			return err
		}

		ctx.Export("address", broker.Host)
		ctx.Export("caCertificate", chain.TrustBundlePem)
		ctx.Export("passwords", broker.Passwords)
		return nil
	})
}
