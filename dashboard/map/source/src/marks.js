// How is a point drawn? Small pictures made here: shapes for schools, arrow heads, the pin.

const SCALE = 2;
const SHAPES = {
  circle: (pen, r) => pen.arc(0, 0, r * 0.92, 0, 2 * Math.PI),
  square: (pen, r) => pen.rect(-r * 0.82, -r * 0.82, r * 1.64, r * 1.64),
  diamond: (pen, r) => polygon(pen, [[0, -r * 1.15], [r * 1.15, 0], [0, r * 1.15], [-r * 1.15, 0]]),
  triangle: (pen, r) => polygon(pen, [[0, -r * 1.1], [r * 1.1, r * 0.85], [-r * 1.1, r * 0.85]]),
};

/** Make a school's mark known to the map and return its name. */
export function mark(map, shape, colour) {
  return known(map, `${shape} ${colour}`, 24, (pen) => {
    pen.translate(12, 12);
    SHAPES[shape](pen, 6.6);
    outlined(pen, colour, 1.8);
  });
}

/** An arrow head that looks north, its tip at the top of the picture. */
export function arrowHead(map, colour) {
  return known(map, `arrow ${colour}`, 20, (pen) => {
    polygon(pen, [[10, 0], [19, 18], [10, 14.5], [1, 18]]);
    pen.fillStyle = colour;
    pen.fill();
  });
}

export function pin(map, colour) {
  return known(map, `pin ${colour}`, 36, (pen) => {
    pen.moveTo(18, 35);
    pen.bezierCurveTo(15, 27, 7, 23, 7, 14);
    pen.arc(18, 14, 11, Math.PI, 0);
    pen.bezierCurveTo(29, 23, 21, 27, 18, 35);
    outlined(pen, colour, 2);
    pen.beginPath();
    pen.arc(18, 14, 4, 0, 2 * Math.PI);
    pen.fillStyle = "#ffffff";
    pen.fill();
  });
}

function known(map, name, size, draw) {
  if (map.hasImage(name)) return name;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * SCALE;
  const pen = canvas.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.beginPath();
  draw(pen);
  const { width, height } = canvas;
  map.addImage(name, pen.getImageData(0, 0, width, height), { pixelRatio: SCALE });
  return name;
}

function polygon(pen, corners) {
  corners.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

function outlined(pen, colour, width) {
  pen.fillStyle = colour;
  pen.fill();
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.stroke();
}
