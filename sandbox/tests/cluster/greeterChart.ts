/** A small chart: a greeting in a ConfigMap, a password in a Secret, and a Deployment that only sleeps. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { busybox } from "../../testing/kubernetesStandInInCluster";

const templates = {
  "configmap.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  greeting: {{ .Values.greeting | quote }}
`,
  "secret.yaml": `{{- if .Values.password }}
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
stringData:
  password: {{ .Values.password | quote }}
{{- end }}
`,
  "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    matchLabels: { app: {{ .Release.Name }} }
  template:
    metadata:
      labels: { app: {{ .Release.Name }} }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: {{ .Values.image | quote }}
          command: [sleep, "1000"]
`,
};

/** Writes the chart into a folder `greeter` below `parent`, and returns the folder. */
export async function writeGreeterChart(parent: string, version: string): Promise<string> {
  const folder = path.join(parent, "greeter");
  await fs.mkdir(path.join(folder, "templates"), { recursive: true });
  const metadata = `apiVersion: v2\nname: greeter\nversion: ${version}\nappVersion: "2.0"\n`;
  await fs.writeFile(path.join(folder, "Chart.yaml"), metadata);
  await fs.writeFile(path.join(folder, "values.yaml"), `greeting: hello\nimage: ${busybox}\npassword: ""\n`);
  for (const [name, text] of Object.entries(templates)) {
    await fs.writeFile(path.join(folder, "templates", name), text);
  }
  return folder;
}
