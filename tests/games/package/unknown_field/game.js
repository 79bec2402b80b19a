console.log('runs all the same');
