/** Search through an enquiry: finds are put in place as one types; Enter goes to a page of its own, as without a script. */

const PAUSE_MS = 180;
const LONGEST_WAIT_MS = 10000;
const SHORTEST = 2;

for (const finder of document.querySelectorAll("[data-finder]")) follow(finder);

function follow(finder) {
  const input = finder.querySelector("input[type=search]");
  const finds = finder.querySelector("[data-finder-finds]");
  const says = finder.querySelector("[data-finder-says]");
  let timer = null;
  let asking = null;
  let shown = input.value.trim();

  const forget = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };

  const clear = () => {
    forget();
    shown = "";
    finds.replaceChildren();
    says.textContent = "";
  };

  async function ask(query) {
    forget();
    const mine = (asking = new AbortController());
    timer = setTimeout(() => mine.abort(), LONGEST_WAIT_MS);
    try {
      const where = `${finder.dataset.finder}?${new URLSearchParams({ q: query, part: 1 })}`;
      const reply = await fetch(where, { signal: mine.signal });
      // A page to sign in on, say: Enter leads there, and nothing is lost.
      if (!reply.ok || reply.redirected) return;
      const html = await reply.text();
      if (asking !== mine) return;
      clearTimeout(timer);
      shown = query;
      finds.innerHTML = html;
      says.textContent = finds.querySelector("[data-count]")?.textContent ?? "";
    } catch {
      // Offline or too slow: what stands there stays, and Enter asks again.
    }
  }

  input.addEventListener("input", () => {
    const query = input.value.trim();
    if (query.length < SHORTEST && !/^\d/.test(query)) clear();
    else if (query !== shown) {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS, query);
    }
  });

  // From the field into the finds and back, as in any list of suggestions; Tab goes there, too.
  finder.addEventListener("keydown", (event) => {
    const links = [...finds.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && document.activeElement !== input && links.length) input.focus();
    else if (step && (at >= 0 || (document.activeElement === input && step > 0 && links.length))) {
      event.preventDefault();
      (links[at + step] ?? (step < 0 ? input : links.at(-1))).focus();
    }
  });
}
