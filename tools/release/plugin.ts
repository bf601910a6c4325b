/** The plugin of a release as one program, which bundle.ts packs: it needs Node.js, but no packages. */
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider";
import * as components from "../../index";
import { serve } from "../../plugin/serve";
import schema from "../../schema.json";

serve(schema as never, components as never, pulumi, main);
