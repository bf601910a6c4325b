/** Secrets whose keys a preview shows one by one. */
import { Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";

/** A new Secret. */
export interface NewSecret {
  metadata: { namespace: pulumi.Input<string>; name: pulumi.Input<string>; labels?: Record<string, string> };
  type?: string;
  /** The content by key, as plain text. Each value becomes a secret by itself. A key with an undefined value is left out. */
  data: Record<string, pulumi.Input<string | undefined>>;
}

/**
 * The Secret. The SDK's class turns all of `data` into one Output. If one value were unknown, all of it would be, and a
 * preview would show every key as deleted. So `data` joins the other properties after the class has set them.
 */
export function newSecret(name: string, { metadata, type, data }: NewSecret, parent: pulumi.Resource): Secret {
  const secretData = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, secretUnlessNone(value)]));
  const addData: pulumi.ResourceTransformation = ({ props, opts }) => ({
    props: { ...props, data: secretData },
    opts,
  });
  return new Secret(name, { metadata, type }, { parent, transformations: [addData] });
}

/** The text in base64. The SDK would send a secret undefined as null, and the Secret would get a key without content. */
function secretUnlessNone(text: pulumi.Input<string | undefined>): pulumi.Output<string | undefined> {
  return pulumi
    .output(text)
    .apply(known =>
      pulumi.output(known === undefined ? undefined : pulumi.secret(Buffer.from(known).toString("base64"))),
    );
}
