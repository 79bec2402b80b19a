console.log('stage 1 runs');
