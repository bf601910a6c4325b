/** The arguments of `MosquittoBroker` about files and data. */
import type * as pulumi from "@pulumi/pulumi";

/** A file in the broker's container. Set exactly one of `content`, `configMap` and `secret`. */
export interface MosquittoFileArgs {
  /**
   * The absolute path of the file, such as `/mosquitto/ca/ca.crt`, without `:`, spaces or a name that starts with
   * two dots. Plain, because it decides what is mounted.
   */
  path: string;
  /**
   * The content of the file. Stored in a Secret.
   */
  content?: pulumi.Input<string>;
  /**
   * A key of a ConfigMap in the broker's namespace. The broker starts once the key exists.
   */
  configMap?: KeyReferenceArgs;
  /**
   * A key of a Secret in the broker's namespace. The broker starts once the key exists.
   */
  secret?: KeyReferenceArgs;
}

/** A key of a ConfigMap or a Secret. */
export interface KeyReferenceArgs {
  /**
   * The name of the ConfigMap or the Secret.
   */
  name: pulumi.Input<string>;
  /**
   * The key, such as `ca.crt`. It must not start with two dots.
   */
  key: pulumi.Input<string>;
}

/** The volume of a broker. Set exactly one of `size` and `existingClaim`. */
export interface MosquittoPersistenceArgs {
  /**
   * The size of a new volume, as a Kubernetes quantity such as `1Gi`. It can grow if the storage class allows it. The
   * class must support the access mode ReadWriteOncePod.
   */
  size?: pulumi.Input<string>;
  /**
   * The storage class of the new volume. Only with `size`.
   *
   * Default: the default class of the cluster.
   */
  storageClassName?: pulumi.Input<string>;
  /**
   * Whether to keep the claim when the broker, or its `persistence`, is removed from the stack. Deleting the namespace
   * still deletes the claim: keep the namespace out of the stack, or give it `retainOnDelete`. Plain, because it is an
   * option of the resource. Only with `size`.
   *
   * Default: true.
   */
  retain?: boolean;
  /**
   * The name of your own PersistentVolumeClaim in the broker's namespace. If its access mode is not ReadWriteOncePod, a
   * pod that is deleted by hand may lose the messages since the last save.
   */
  existingClaim?: pulumi.Input<string>;
}
