// Files that go with a text: read here, shown again in the thread.

// {data: base64, type} of a file that was chosen.
export async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { data: btoa(text), type: file.type || "application/octet-stream" };
}

// What the thread shows of one: a picture, a player, or its type.
export function attached({ sid, type }) {
  const url = `/sim/media/${sid}`, kind = type.split("/")[0];
  if (kind === "image") return Object.assign(document.createElement("img"), { src: url, alt: type });
  if (kind === "audio" || kind === "video")
    return Object.assign(document.createElement(kind), { src: url, controls: true, preload: "none" });
  return Object.assign(document.createElement("a"), { href: url, textContent: type, download: "" });
}
