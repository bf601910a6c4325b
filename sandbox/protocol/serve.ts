/** Serves a resource provider over Pulumi's gRPC protocol, as `pulumi-resource-*` programs do. */
import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { diffResponse } from "./diffResponse";
import type { Difference } from "./diffResponse";
import { connectEngineLog } from "./engineLog";
import { startServer, unary as plainUnary, unknownStatus } from "./server";
import { fromStruct, toStruct } from "./values";
import type { PropertyMap } from "./values";

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: PropertyMap;
  failures?: CheckFailure[];
}

export interface ResourceState {
  id: string;
  properties: PropertyMap;
}

/** The identity and the limits of the current call; `signal` fires when the engine cancels. */
export interface CallContext {
  urn: string;
  type: string;
  name: string;
  preview: boolean;
  /** Seconds; 0 if the program set none. */
  timeout: number;
  signal: AbortSignal;
  /** Property paths that the program told the engine to leave as they are. */
  ignoreChanges?: string[];
  /** Shows what the call waits for, until the next status or the call's end. */
  status?: (text: string) => void;
  /** Shows a warning that stays. */
  warn?: (text: string) => void;
}

/** What a stand-in implements; property values carry secrets and unknowns as classes. */
export interface Provider {
  readonly version: string;
  /** A package schema, for front ends that have no SDK, such as YAML. */
  readonly schema?: object;
  checkConfig?(news: PropertyMap): Checked;
  /** Compares configurations; `replaces` names what would put every resource of this provider at risk. */
  diffConfig?(olds: PropertyMap, news: PropertyMap): Difference;
  configure(config: PropertyMap): Promise<void> | void;
  check(call: CallContext, olds: PropertyMap, news: PropertyMap, randomSeed: Buffer): Promise<Checked> | Checked;
  diff(call: CallContext, old: ResourceState, oldInputs: PropertyMap, news: PropertyMap): Promise<Difference>;
  create(call: CallContext, inputs: PropertyMap): Promise<ResourceState>;
  /** Undefined if the object is gone; `oldInputs` is empty for an import or a `get`. */
  read(
    call: CallContext,
    old: ResourceState,
    oldInputs: PropertyMap,
  ): Promise<{ state: ResourceState; inputs: PropertyMap } | undefined>;
  update(call: CallContext, old: ResourceState, oldInputs: PropertyMap, news: PropertyMap): Promise<PropertyMap>;
  delete(call: CallContext, old: ResourceState, oldInputs: PropertyMap): Promise<void>;
  invoke?(token: string, args: PropertyMap): Promise<PropertyMap>;
}

/** The object exists but did not become ready: the engine keeps it in state and reports the reasons. */
export class InitializationError extends Error {
  constructor(
    readonly state: ResourceState,
    readonly inputs: PropertyMap,
    readonly reasons: string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** Serves `provider` until the engine that started this process is done with it. */
export function serve(provider: Provider): Promise<void> {
  return startServer(ResourceProviderService, serviceOf(provider));
}

function serviceOf(provider: Provider): Partial<IResourceProviderServer> {
  const cancelled = new AbortController();
  const log = connectEngineLog();
  const context = (request: Identity, preview: boolean, timeout: number): CallContext => {
    const urn = request.getUrn();
    return {
      urn,
      type: urn.split("::")[2].split("$").pop() as string,
      name: urn.split("::").slice(3).join("::"),
      preview,
      timeout,
      signal: cancelled.signal,
      ignoreChanges: request.getIgnorechangesList?.(),
      status: text => log.status(urn, text),
      warn: text => log.warn(urn, text),
    };
  };

  return {
    getPluginInfo: unary<Empty, PluginInfo>(() => new PluginInfo().setVersion(provider.version)),
    attach: unary<unknown, Empty>(() => new Empty()),
    cancel: unary<Empty, Empty>(() => {
      cancelled.abort();
      return new Empty();
    }),
    getSchema: unary<unknown, messages.GetSchemaResponse>(() =>
      new messages.GetSchemaResponse().setSchema(JSON.stringify(provider.schema ?? {})),
    ),

    checkConfig: unary<messages.CheckRequest, messages.CheckResponse>(request => {
      const news = fromStruct(request.getNews());
      return checkResponse(provider.checkConfig?.(news) ?? { inputs: news });
    }),
    diffConfig: unary<messages.DiffRequest, messages.DiffResponse>(request => {
      const olds = fromStruct(request.getOldInputs());
      return diffResponse(
        provider.diffConfig?.(olds, fromStruct(request.getNews())) ?? { changes: new Map(), replaces: [] },
      );
    }),
    configure: unary<messages.ConfigureRequest, messages.ConfigureResponse>(async request => {
      await provider.configure(fromStruct(request.getArgs()));
      return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: unary<messages.CheckRequest, messages.CheckResponse>(async request =>
      checkResponse(
        await provider.check(
          context(request, true, 0),
          fromStruct(request.getOlds()),
          fromStruct(request.getNews()),
          Buffer.from(request.getRandomseed_asU8()),
        ),
      ),
    ),
    diff: unary<messages.DiffRequest, messages.DiffResponse>(async request =>
      diffResponse(
        await provider.diff(
          context(request, true, 0),
          { id: request.getId(), properties: fromStruct(request.getOlds()) },
          fromStruct(request.getOldInputs()),
          fromStruct(request.getNews()),
        ),
      ),
    ),
    create: unary<messages.CreateRequest, messages.CreateResponse>(async request => {
      const call = context(request, request.getPreview(), request.getTimeout());
      const state = await provider.create(call, fromStruct(request.getProperties()));
      return new messages.CreateResponse().setId(state.id).setProperties(toStruct(state.properties));
    }),
    read: unary<messages.ReadRequest, messages.ReadResponse>(async request => {
      const old = { id: request.getId(), properties: fromStruct(request.getProperties()) };
      const found = await provider.read(context(request, false, 0), old, fromStruct(request.getInputs()));
      if (!found) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(found.state.id)
        .setProperties(toStruct(found.state.properties))
        .setInputs(toStruct(found.inputs));
    }),
    update: unary<messages.UpdateRequest, messages.UpdateResponse>(async request => {
      const properties = await provider.update(
        context(request, request.getPreview(), request.getTimeout()),
        { id: request.getId(), properties: fromStruct(request.getOlds()) },
        fromStruct(request.getOldInputs()),
        fromStruct(request.getNews()),
      );
      return new messages.UpdateResponse().setProperties(toStruct(properties));
    }),
    delete: unary<messages.DeleteRequest, Empty>(async request => {
      const old = { id: request.getId(), properties: fromStruct(request.getProperties()) };
      await provider.delete(context(request, false, request.getTimeout()), old, fromStruct(request.getOldInputs()));
      return new Empty();
    }),
    invoke: unary<messages.InvokeRequest, messages.InvokeResponse>(async request => {
      if (!provider.invoke) throw new Error(`This stand-in does not know the function ${request.getTok()}`);
      const result = await provider.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new messages.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

/** What the requests about a resource have in common. */
interface Identity {
  getUrn(): string;
  getIgnorechangesList?(): string[];
}

function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return plainUnary(handle, statusOf);
}

function checkResponse(checked: Checked): messages.CheckResponse {
  return new messages.CheckResponse()
    .setInputs(toStruct(checked.inputs))
    .setFailuresList(
      (checked.failures ?? []).map(f => new messages.CheckFailure().setProperty(f.property).setReason(f.reason)),
    );
}

/** gRPC for Node has no structured details of its own: they travel in this metadata entry, as in Go's implementation. */
function statusOf(error: unknown): Partial<grpc.StatusObject> {
  if (!(error instanceof InitializationError)) return unknownStatus(error);
  const detail = new messages.ErrorResourceInitFailed()
    .setId(error.state.id)
    .setProperties(toStruct(error.state.properties))
    .setInputs(toStruct(error.inputs))
    .setReasonsList(error.reasons);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
