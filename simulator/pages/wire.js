// The web socket between this page and the network: JSON messages both ways, opened again when it is lost.

const PATIENCE = 1500;

export function connect(path, { message, state }) {
  let socket = null;

  function open() {
    socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
    socket.addEventListener("open", () => state("open"));
    socket.addEventListener("message", (event) => message(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      state("lost");
      setTimeout(open, PATIENCE);
    });
  }

  open();
  return {
    send(what) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(what));
    },
  };
}
