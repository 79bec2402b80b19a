exports.part = 'a part of the domain';
