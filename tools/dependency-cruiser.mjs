/** The allowed directions of imports, including imports of types; `npm run lint` checks them. */

/** Which folders each shared folder of components/ may import from. */
const shared = {
  inputs: [],
  x509: ["inputs"],
  kubernetes: ["inputs"],
  azure: ["inputs"],
  issuing: ["inputs", "x509", "kubernetes"],
};

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circle-of-files",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-circle-of-folders",
      severity: "error",
      scope: "folder",
      from: { path: "^components/" },
      to: { circular: true },
    },
    {
      name: "components-know-nothing-of-the-rest",
      severity: "error",
      from: { path: "^(components/|index\\.ts)" },
      to: { path: "^(sandbox|tests|examples|bench|plugin|tools)/" },
    },
    {
      name: "sandbox-knows-nothing-of-the-product",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: "^(components|tests|examples|bench|plugin|tools)/|^index\\.ts" },
    },
    {
      name: "simulated-azure-knows-nothing-of-plugins",
      severity: "error",
      from: { path: "^sandbox/azure/" },
      to: { path: "^sandbox/plugins/" },
    },
    {
      name: "sandbox-takes-nothing-from-its-tests",
      severity: "error",
      from: { path: "^sandbox/", pathNot: "^sandbox/test(s|ing)/" },
      to: { path: "^sandbox/test(s|ing)/" },
    },
    ...Object.entries(shared).map(([folder, below]) => ({
      name: `${folder}-takes-from-below`,
      severity: "error",
      from: { path: `^components/${folder}/` },
      to: { path: "^components/", pathNot: `^components/(${[folder, ...below].join("|")})/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|bin)/" },
  },
};
