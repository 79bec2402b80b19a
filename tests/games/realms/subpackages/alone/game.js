console.log('alone runs');
