// Loaded before a program that is measured: writes down at its end what it used, all its threads together.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const file = process.env.FOLDER_REVIEW_BENCH_USAGE;
  if (file) {
    writeFileSync(file, JSON.stringify(process.resourceUsage()));
  }
});
