/** What every plugin's gRPC server has in common. */
import * as grpc from "@grpc/grpc-js";
import { exitWithEngine } from "./lifetime";

/** Serves on a loopback port of the kernel's choice and prints that port, as the engine expects of a plugin. */
export async function startServer(
  service: grpc.ServiceDefinition,
  implementation: object,
  stop?: () => Promise<void>,
): Promise<void> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(service, implementation as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  exitWithEngine(stop);
  process.stdout.write(`${port}\n`);
}

type UnaryCallback<Response> = (error: Partial<grpc.StatusObject> | null, value?: Response) => void;

/** Turns a function that returns or throws into a handler of one request and one response. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
  statusOf: (error: unknown) => Partial<grpc.StatusObject> = unknownStatus,
) {
  return (call: { request: Request }, callback: UnaryCallback<Response>) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        response => callback(null, response),
        (error: unknown) => callback(statusOf(error)),
      );
  };
}

/** The status of an error that carries nothing but its message. */
export function unknownStatus(error: unknown): Partial<grpc.StatusObject> {
  return { code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}
