"""A CA, and Mosquitto with a certificate for the address that clients use."""

import pulumi
import pulumi_aks_mqtt as aks_mqtt

config = pulumi.Config()

chain = aks_mqtt.CertificateChain("chain")

broker = aks_mqtt.MosquittoBroker(
    "mosquitto",
    namespace=config.require("namespace"),
    image=config.require("image"),
    users=[{"name": "factory"}],
    listeners=[
        {
            "port": 8883,
            "tls": {
                "issued": {
                    "authority": {
                        "certificate_pem": chain.intermediate_certificate_pem,
                        "private_key_pem": chain.ca_private_key_pem,
                        "chain_pem": chain.chain_pem,
                        "algorithm": chain.algorithm,
                    }
                }
            },
        }
    ],
    tls_service={"type": aks_mqtt.ServiceType.LOAD_BALANCER},
)

pulumi.export("address", broker.host)
pulumi.export("caCertificate", chain.trust_bundle_pem)
pulumi.export("passwords", broker.passwords)
