import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { imageName } from "../../../components/kubernetes/images";
import { BrokerListener, CertManager, MosquittoBroker, ServiceEndpoint } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { azure, securePort } from "../iotOperations/iotOperations";

const check = imageName("docker.io/library/eclipse-mosquitto:2.0.22");
const path = PropertyPath.root.child("image");
const digest = `sha256:${"0a".repeat(32)}`;

describe("The name of an image", () => {
  for (const image of [
    "eclipse-mosquitto",
    "eclipse-mosquitto:2.0.22",
    "docker.io/library/eclipse-mosquitto:2.1.2-alpine",
    "localhost/mosquitto",
    "localhost:5000/mosquitto:1",
    "Registry.example.com/factory/mosquitto:2.0_rc.1",
    "[fd00::1]:5000/mosquitto",
    "10.0.0.1:5000/a/b__c/d.e/f---g:LATEST",
    `registry.example.com/mosquitto@${digest}`,
    `registry.example.com/mosquitto:2.0.22@${digest}`,
    `mosquitto@sha512:${"0a".repeat(64)}`,
    `mosquitto:${"a".repeat(128)}`,
  ])
    it(`may be ${image.slice(0, 80)}`, () => assert.equal(check(image, path), image));

  for (const [image, says] of [
    ["", /is "", but must be the name of an image, such as docker\.io/],
    [" ", /must be the name of an image/],
    ["Eclipse-Mosquitto:2.0.22", /its path has no upper case\. Did you mean "eclipse-mosquitto:2\.0\.22"\?/],
    [
      "registry.example.com/Factory/mosquitto",
      /no upper case\. Did you mean "registry\.example\.com\/factory\/mosquitto"/,
    ],
    ["eclipse-mosquitto:2.0.22 ", /Did you mean "eclipse-mosquitto:2\.0\.22"\?/],
    ["https://registry.example.com/mosquitto", /Did you mean "registry\.example\.com\/mosquitto"\?/],
    ["eclipse mosquitto", /must be the name of an image/],
    ["registry.example.com/", /must be the name of an image/],
    ["mosquitto/-a", /must be the name of an image/],
    ["a/".repeat(130), /at most 255 characters before the tag/],
    ["mosquitto:", /a tag has 1 to 128 letters/],
    ["mosquitto:-1", /a tag has 1 to 128 letters/],
    [`mosquitto:${"a".repeat(129)}`, /a tag has 1 to 128 letters/],
    ["mosquitto@sha256:0a", /a digest is sha256: and 64 hexadecimal digits/],
    [`mosquitto@${digest.replace("a", "A")}`, /a digest is sha256:/],
    [null as unknown as string, /is null, but must be the name of an image, such as \S+$/m],
    [5 as unknown as string, /is 5, but must be the name of an image/],
  ] as const)
    it(`is not ${JSON.stringify(image).slice(0, 80)}`, () => assert.throws(() => check(image, path), says));
});

const mosquitto = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], users: [{ name: "a" }], ...args });
const awaited = { namespace: "mqtt", name: "broker" };
const says = /is "Factory\/Image:1 2", but must be the name of an image, such as /;
const empty = /is "", but must be the name of an image, such as /;
const bad = "Factory/Image:1 2";

/** Each argument that takes an image. */
const images: [argument: string, program: (image: never) => unknown, madeOf: string][] = [
  ["image", image => mosquitto({ image }), "broker"],
  ["reloaderImage", reloaderImage => mosquitto({ reloaderImage }), "broker"],
  [
    "awaitedService.image",
    image => new ServiceEndpoint("endpoint", { awaitedService: { ...awaited, image } }),
    "endpoint-job",
  ],
  [
    "waitImage",
    waitImage => new BrokerListener("outside", { azure, ports: [securePort(8883)], waitImage }),
    "outside-endpoint-job",
  ],
  ["kubectlImage", kubectlImage => new CertManager("certs", { kubectlImage }), "certs-ready-job"],
];
const cases = images.flatMap(([argument, program, madeOf]): Case[] => [
  { what: `a bad ${argument}`, program: give => program(give(bad) as never), path: argument, says, madeOf },
  { what: `an empty ${argument}`, program: give => program(give("") as never), path: argument, says: empty, madeOf },
]);

describe("Images of all components", () => {
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
