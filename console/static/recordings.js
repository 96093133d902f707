// A file that was just chosen can be listened to before it is sent.

const input = document.querySelector('input[type="file"]');
const chosen = document.querySelector(".chosen");

input?.addEventListener("change", () => {
  const player = chosen.querySelector("audio");
  if (player.src) URL.revokeObjectURL(player.src);
  const [file] = input.files;
  chosen.hidden = !file;
  if (file) player.src = URL.createObjectURL(file);
  else player.removeAttribute("src");
});
