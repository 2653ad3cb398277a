// What does a page do beyond what it does without script? It suggests addresses of the register.
const lists = document.querySelectorAll("input[list='addresses']");
let latest = 0;
async function suggest(input) {
  const text = input.value.trim();
  const turn = ++latest;
  if (text.length < 2 || text.length > 60) return;
  const answer = await fetch("/api/v1/suggest", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ text }),
  }).catch(() => null);
  if (!answer || !answer.ok || turn !== latest) return;
  const { addresses } = await answer.json();
  document.getElementById("addresses").replaceChildren(...addresses.map((address) => {
    const option = document.createElement("option");
    option.value = address;
    return option;
  }));
}
for (const input of lists) {
  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 200, input); });
}
