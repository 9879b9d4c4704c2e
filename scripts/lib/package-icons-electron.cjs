// The drawing half of package-icons.mjs, run by Electron: Chromium turns SVG into PNG, pixel by pixel where we say.
const { app, BrowserWindow } = require('electron')
const { mkdir, readFile, writeFile } = require('node:fs/promises')
const { dirname } = require('node:path')

const jobsFile = process.argv.find(argument => argument.endsWith('icon-jobs.json'))

/** Runs in the page. */
async function draw(svg, symbol, size) {
  const image = new Image()
  const sheet = symbol ? svg.replace('</svg>', `<use href="#${symbol}" width="${size}" height="${size}"/></svg>`) : svg
  const sized = sheet.replace('<svg ', `<svg width="${size}" height="${size}" `)
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size })
  canvas.getContext('2d').drawImage(image, 0, 0, size, size)
  return canvas.toDataURL('image/png').split(',')[1]
}

app
  .whenReady()
  .then(async () => {
    const window = new BrowserWindow({ show: false })
    await window.loadURL('about:blank')
    for (const { source, symbol, size, target } of JSON.parse(await readFile(jobsFile, 'utf8'))) {
      const input = [await readFile(source, 'utf8'), symbol, size].map(value => JSON.stringify(value ?? null)).join()
      const png = await window.webContents.executeJavaScript(`(${String(draw)})(${input})`)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, Buffer.from(png, 'base64'))
    }
    app.exit(0)
  })
  .catch(error => {
    console.error(error)
    app.exit(1)
  })
