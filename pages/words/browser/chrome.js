// Streamlit's own words are English; say them in Chinese, now and whenever new ones appear.

const WORDS = {
  Upload: '上传',
  'Upload files': '上传文件',
  'Browse files': '选择文件',
  'Drag and drop file here': '将文件拖到此处',
  'Drag and drop files here': '将文件拖到此处',
  'Choose options': '请选择',
  'Choose an option': '请选择',
  'Select an option': '请选择',
  'No results': '没有匹配项',
  'No options to select': '没有可选项',
  'Press Enter to apply': '按回车确认',
  'Press Enter to submit form': '按回车提交',
  'Running...': '计算中…',
  Stop: '停止',
  Connecting: '正在连接',
  'Connection error': '连接中断',
  'Is Streamlit still running?': '服务器是否仍在运行？',
  Search: '搜索',
  Close: '关闭',
  Fullscreen: '全屏',
  'Close fullscreen': '退出全屏',
  'Page not found': '没有这个页面',
  'Clear value': '清除',
  'Clear all': '全部清除',
  Increment: '增加',
  Decrement: '减少',
  'Copy to clipboard': '复制',
  'Remove file': '移除文件',
  'Loading...': '读取中…',
};
const PATTERNS = [
  [/^(?:Limit )?(\d+)\s?([KMG]B) per file(?: [•·] (.*))?$/, (all, n, unit, kinds) => `单个文件不超过 ${n} ${unit}${kinds ? ` · ${kinds}` : ''}`],
  [/^Help for (.+)$/, (all, what) => `${what}的说明`],
  [/^Selected (.+)\. (.+)$/, (all, value, label) => `已选 ${value}，${label}`],
];
const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt'];

function chinese(text) {
  const bare = text.trim();
  if (Object.hasOwn(WORDS, bare)) return text.replace(bare, WORDS[bare]);
  for (const [pattern, say] of PATTERNS) if (pattern.test(bare)) return bare.replace(pattern, say);
  return null;
}

function walk(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const said = chinese(node.nodeValue);
    if (said !== null && said !== node.nodeValue) node.nodeValue = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || /^(SCRIPT|STYLE|CANVAS)$/.test(node.tagName)) return;
  for (const name of ATTRIBUTES) {
    const said = node.hasAttribute(name) ? chinese(node.getAttribute(name)) : null;
    if (said !== null) node.setAttribute(name, said);
  }
  node.childNodes.forEach(walk);
}

let observer;

export function translate({ language, title }) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (title) document.title = title;
  observer?.disconnect();
  observer = undefined;
  if (language !== 'zh') return;
  walk(document.body);
  observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'characterData') walk(change.target);
      else if (change.type === 'attributes') walk(change.target);
      else change.addedNodes.forEach(walk);
    }
  });
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
}
