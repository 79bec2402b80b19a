throw new Error('stage 2 is broken');
