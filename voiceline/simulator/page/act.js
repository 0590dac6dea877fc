// One act of a person, asked of the carrier; what it says back, `error` among it.
export async function act(name, asked) {
  const answer = await fetch(`/sim/${name}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  return answer.json();
}
