/** The arguments of `MosquittoBroker` about files and data. */
import type * as pulumi from "@pulumi/pulumi";

/** A file in the broker's container, of exactly one of `content`, `configMap` and `secret`. */
export interface MosquittoFileArgs {
  /**
   * Where the file is to be, as an absolute path. None of its names may start with two dots. Plain, since it decides what
   * is mounted.
   */
  path: string;
  /**
   * What is in it. Kept in a Secret.
   */
  content?: pulumi.Input<string>;
  /**
   * A key of a ConfigMap in the broker's namespace. The broker starts when the key is there.
   */
  configMap?: KeyReferenceArgs;
  /**
   * A key of a Secret in the broker's namespace. The broker starts when the key is there.
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
   * The key in it, without two dots at its start.
   */
  key: pulumi.Input<string>;
}

/** The volume of a broker: exactly one of `size` and `existingClaim`. */
export interface MosquittoPersistenceArgs {
  /**
   * The size of a volume that is claimed here, as a Kubernetes quantity. It can grow if the storage class lets it. The
   * class must know the access mode ReadWriteOncePod.
   */
  size?: pulumi.Input<string>;
  /**
   * The storage class of that volume. Only with `size`.
   *
   * Default: the default class of the cluster.
   */
  storageClassName?: pulumi.Input<string>;
  /**
   * Whether the claim stays when the broker, or `persistence`, is taken out of the stack. A namespace in the same stack
   * takes it along all the same, unless that has `retainOnDelete`, or is kept out of the stack. Plain. Only with `size`.
   *
   * Default: true.
   */
  retain?: boolean;
  /**
   * A PersistentVolumeClaim in the broker's namespace that you take care of. With another access mode than
   * ReadWriteOncePod, a pod that is deleted by hand may lose what came since it was last written.
   */
  existingClaim?: pulumi.Input<string>;
}
