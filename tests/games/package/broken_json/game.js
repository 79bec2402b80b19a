console.log('runs');
