import assert from "node:assert/strict";
import { canonicalQuantity } from "../../../components/kubernetes/quantities";

describe("A Kubernetes quantity as the API server stores it", () => {
  for (const [given, kept] of [
    ["128Mi", "128Mi"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Gi", "512Mi"],
    ["1025Mi", "1025Mi"],
    ["2048Ki", "2Mi"],
    ["1024Ei", "1024Ei"],
    ["0.5Ki", "512"],
    ["0.1Gi", "107374182400m"],
    ["1000M", "1G"],
    ["1500M", "1500M"],
    ["1.5G", "1500M"],
    ["0.5", "500m"],
    ["1000m", "1"],
    ["100m", "100m"],
    ["1e3", "1e3"],
    ["1000e3", "1e6"],
    ["128000000", "128M"],
    ["1E", "1E"],
    ["134217728", "134217728"],
    ["05Gi", "5Gi"],
    ["1.0Gi", "1Gi"],
    [".5Gi", "512Mi"],
    ["0", "0"],
    ["0Mi", "0"],
    ["128mb", "128mb"],
    ["", ""],
    ["1,5Gi", "1,5Gi"],
  ]) {
    it(`${JSON.stringify(given)} is ${JSON.stringify(kept)}`, () => assert.equal(canonicalQuantity(given), kept));
  }
});
