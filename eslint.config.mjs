import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["bin/", "node_modules/", ".sandbox/"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.dev.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      // A path is written as text all over.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allow: [{ from: "file", name: "PropertyPath" }] },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["components/**", "index.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: ["@pulumi/kubernetes", "@pulumi/kubernetes/helm/v3"].map(name => ({
            name,
            allowTypeImports: true,
            message: "It loads a hundred files: import from the module of the resource, such as helm/v3/release.",
          })),
        },
      ],
    },
  },
  { files: ["**/*.mjs", "**/*.cjs", "plugin/*.js"], ...tseslint.configs.disableTypeChecked },
  // Pulumi and Node.js require them.
  { files: ["**/*.cjs", "plugin/*.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
