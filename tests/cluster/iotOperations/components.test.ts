import { azureTests } from "./components/azure";
import { isolationTests } from "./components/isolation";
import { listenerTests } from "./components/brokerListener";
import { policyTests } from "./components/policies";
import { install, uninstall } from "../../../sandbox/testing/iotOperationsStandIn";

/** All tests share one installation. */
describe("the components of Azure IoT Operations with its stand-in", function () {
  this.timeout(600_000);

  before(install);
  after(uninstall);

  describe("listeners of a Broker", listenerTests);
  describe("clients of a BrokerAuthentication and a BrokerAuthorization", policyTests);
  describe("pods in isolation", isolationTests);
  describe("listeners through Azure", azureTests);
});
