import { azureTests } from "./iotOperations/azure";
import { isolationTests } from "./iotOperations/isolation";
import { listenerTests } from "./iotOperations/brokerListener";
import { policyTests } from "./iotOperations/policies";
import { install, uninstall } from "./iotOperations/standIn";

/** One installation for all of it. */
describe("the components of Azure IoT Operations with its stand-in", function () {
  this.timeout(600_000);

  before(install);
  after(uninstall);

  describe("listeners of a Broker", listenerTests);
  describe("clients of a BrokerAuthentication and a BrokerAuthorization", policyTests);
  describe("pods in isolation", isolationTests);
  describe("listeners through Azure", azureTests);
});
