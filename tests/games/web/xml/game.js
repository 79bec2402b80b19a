const text = `<?xml version="1.0"?>
<!DOCTYPE font [<!ENTITY x "y">]>
<font>
  <!-- a bitmap font -->
  <info face="Ar &amp; al" size='32'/>
  <chars count="2"><char id="65" x="1.5"></char><char id="66" letter="&#x42;&lt;"/></chars>
  <note><![CDATA[a < b]]></note>
</font>`;
const parse = (xml) => new DOMParser().parseFromString(xml, 'text/xml');
const font = parse(text);
const chars = font.getElementsByTagName('char');
console.log(font.documentElement.tagName, chars.length, chars[1].getAttribute('letter'), font.querySelector('info').getAttribute('face'));
console.log(font.getElementsByTagName('note')[0].textContent, chars[0].parentNode.getAttribute('count'), chars[0].nextSibling === chars[1]);
console.log(new XMLSerializer().serializeToString(parse('<a b="1 &lt; 2"><c/>d &amp; e<!--f--></a>')));
for (const wrong of ['<a><b></a>', '<a', 'text', '', '<a b=c/>', '<a>\n\n</b>', '<a/>more', '<a><!-- </a>']) {
  console.log(`${JSON.stringify(wrong)}: ${parse(wrong).documentElement.textContent}`);
}
const deep = '<a>'.repeat(1500) + '</a>'.repeat(1500);
console.log('deep', parse(deep).documentElement.tagName);
