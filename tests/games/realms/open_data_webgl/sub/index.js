const c = sharedCanvas.getContext('2d'); c.fillStyle='lime'; c.fillRect(0,0,50,50);
