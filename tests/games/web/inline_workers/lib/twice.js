var twice = (n) => n * 2;
const kept = 'a const of an imported script';
