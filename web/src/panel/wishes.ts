/** What a screen wants while it is there: points that stand out on the body, how high the sheet stands, more room for the text. */
import { useEffect } from "preact/hooks";
import { pointByCode } from "../state/atlas";
import { marked } from "../state/stage";
import { sheet, type Height } from "./sheet";

/** Let these points stand out on the body while the screen is there. */
export function useMarked(codes: string[] | undefined): void {
  const key = codes?.join(" ") ?? "";
  useEffect(() => {
    marked.value = key ? key.split(" ").flatMap((code) => [code, ...(pointByCode.peek().get(code)?.sites ?? [])]) : null;
    return () => void (marked.value = null);
  }, [key, pointByCode.value.size]);
}

/** On a phone: how high the sheet stands when the screen comes. */
export function useSheet(height: Height): void {
  useEffect(() => void (sheet.value = height), [height]);
}

/** More room for the text beside the body, while a screen with two columns is there. */
export function useWide(): void {
  useSheet("full");
  useEffect(() => {
    document.documentElement.dataset["wide"] = "";
    return () => void delete document.documentElement.dataset["wide"];
  }, []);
}
