import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import type { NamesIn } from './folderNames';

/**
 * Libraries that web sites keep copies of, in small letters without signs, without `jquery` before and a number behind.
 * Only names that hardly anybody gives to a part of their own site.
 */
const libraries: ReadonlySet<string> = new Set(
  [
    'ace alertify alpine amcharts animate animejs aos apexcharts autosize axios backbone barrating blazy bodymovin',
    'bootbox bootstrap bootstrapcolorpicker bootstrapdatepicker bootstrapdaterangepicker bootstrapdatetimepicker',
    'bootstrapicons bootstrapselect bootstrapslider bootstrapsocial bootstrapswitch bootstraptable bootstraptagsinput',
    'bootstraptimepicker bootstraptouchspin bootstrapwysihtml boxicons bxslider chartist chartjs chocolat chosen',
    'ckeditor cleave clipboard codemirror colorbox cropper cropperjs cryptojs d3 datatable datatables datatablesbs',
    'daterangepicker dompurify dropify dropzone dropzonejs echart echarts elevatezoom enquire fancybox fastclick feather',
    'featherlight filepond flagiconcss flaticon flatpickr flexslider flot fontawesome fontello formvalidation',
    'fullcalendar fullpage glightbox gmaps gritter growl gsap hammer handlebars handsontable highcharts highlightjs',
    'html5shiv icheck icofont icomoon imagesloaded infinitescroll inputmask intltelinput ionicons ionrangeslider',
    'isotope izitoast jcarousel jcrop jqplot jqueryui jqvmap jsgrid jstree jszip jquery justgage jvectormap knob knockout',
    'laydate layui leaflet lightbox lightgallery lineicons lodash magnificpopup mapbox masonry materialicons',
    'materialize mathjax mcustomscrollbar meanmenu mental mentaljs metismenu mixitup modernizr moment momentjs morris mustache',
    'nanoscroller nestable nicescroll niceselect nivoslider noty nouislider nprogress owlcarousel pace parsley',
    'particles particlesjs pdfjs pdfmake peity perfectscrollbar phaser photoswipe pickadate piety plupload plyr',
    'popper popperjs prettycheckbox prettyphoto prism prototype pwstrength quill raphael remixicon requirejs revolutionslider',
    'rickshaw scriptaculous select2 selectize selectric simditor simplelightbox simplelineicons simplemde slick slicknav slimscroll',
    'smartmenus smartwizard smoothscroll snapsvg socialicons sortablejs sparkline sparklines stellar summernote',
    'superfish superslides sweetalert swfobject swiper swiperjs syntaxhighlighter tablednd tablesorter tagsinput',
    'tempusdominus tempusdominusbootstrap themifyicons three threejs tilt timepicker tinymce tinyslider toastr touchspin',
    'twemoji typeahead typedjs ueditor uikit umeditor underscore uploadify validationengine vegas venobox videojs',
    'vmap waypoints weathericon weathericons webuploader wow wowjs wysihtml xeditable zeroclipboard zrender',
  ].flatMap((line) => line.split(' ')),
);

/** What the folder of a release has in it, beside files that are called after it. */
const partsOfRelease =
  /^(?:dist|build|min|css|js|fonts?|webfonts|skins?|lang|langs|locales?|i18n|mode|addon|themes?|bower\.json|changelog.*|licen[cs]e.*|readme.*)$/i;
/** Written for a build of the project's own. */
const source = /\.(?:[cm]?tsx?|jsx|vue|svelte)$|^index\.js$/;

/** Names under which web sites keep the plugins that they use, each in a folder of its own. */
const shelves = new Set(['plugins', 'plugin', 'libs', 'bundles']);
/** Where web sites keep files of other people's beside their own. */
const assets = new Set(['assets', 'static', 'public', 'www', 'wwwroot', 'htdocs']);
/** So many libraries beside each other say what a folder is for. */
const shelf = 3;

/** Words in the names of demos, beside those of libraries. */
const demoWords = new Set(
  'advance advanced area bar basic chart charts demo donut editable example examples form forms gallery icon icons init line map maps multiple page pie simple table tables ui upload vector widget widgets'.split(
    ' ',
  ),
);
/** Scripts that are called after so many different libraries are what a template shows them with, or these themselves. */
const demos = 6;

/** Whether a folder is among those in which web sites keep what browsers get. */
export function isAmongAssets(folders: readonly string[]): boolean {
  return folders.some((name) => isAssetFolder(name));
}

export function isAssetFolder(name: string): boolean {
  return assets.has(name) || shelves.has(name);
}

/** Tells which parts of a site are copies of libraries, by names: of folders with what lies in them, and of scripts. */
export function createSiteLibraryLookup(namesIn: NamesIn): {
  /** Why the folder, by the names on the way to it, is a copy of a library; undefined for others. */
  libraryAt(folders: readonly string[]): Promise<string | undefined>;
  /** The same of a file: a script among such as are called after libraries. */
  demoAt(path: string): Promise<string | undefined>;
} {
  async function releaseAt(folders: readonly string[]): Promise<string | undefined> {
    const folder = folders.at(-1) ?? '';
    const names = isKnown(folder) ? await namesIn(folders.join('/')) : new Set<string>();
    const part = [...names].find((name) => partsOfRelease.test(name) || isCalledAfter(name, folder));
    return part === undefined || [...names].some((name) => source.test(name))
      ? undefined
      : english(skipTexts.hasRelease, folders.join('/'), part);
  }

  async function builtAt(folders: readonly string[]): Promise<string | undefined> {
    const build = buildOf(folders.at(-1) ?? '', await namesIn(folders.join('/')));
    return build === undefined ? undefined : english(skipTexts.hasBuild, folders.join('/'), build);
  }

  const asked = new Map<string, Promise<boolean>>();
  /** Whether several libraries lie in a folder; found out once. */
  function isShelf(folder: string): Promise<boolean> {
    const found = asked.get(folder) ?? holdsSeveral(folder);
    asked.set(folder, found);
    return found;
  }

  async function holdsSeveral(folder: string): Promise<boolean> {
    let count = 0;
    for (const name of await namesIn(folder)) {
      const place = [...folder.split('/'), name];
      count += ((await builtAt(place)) ?? (await releaseAt(place))) === undefined ? 0 : 1;
      if (count >= shelf) {
        return true;
      }
    }
    return false;
  }

  return {
    async libraryAt(folders) {
      const above = folders.slice(0, -1);
      const onShelf = shelves.has(above.at(-1) ?? '');
      const built = onShelf ? await builtAt(folders) : undefined;
      if (built !== undefined || !(onShelf || above.some((name) => assets.has(name)))) {
        return built;
      }
      const release = await releaseAt(folders);
      return release !== undefined && (above.some((name) => assets.has(name)) || (await isShelf(above.join('/'))))
        ? release
        : undefined;
    },
    async demoAt(path) {
      const folders = path.split('/');
      const words = nameParts(folders.pop() ?? '');
      if (!words?.every((word) => demoWords.has(word) || isKnown(word)) || !isAmongAssets(folders)) {
        return undefined;
      }
      const shown = new Set(
        [...(await namesIn(folders.join('/')))].flatMap((name) => nameParts(name)?.find(isKnown) ?? []),
      );
      return shown.size < demos ? undefined : english(skipTexts.amongLibraries, shown.size);
    },
  };
}

/** The words of a script's name; those of a library that has several are one. */
function nameParts(name: string): readonly string[] | undefined {
  const [, stem = ''] = /^([\w.-]{1,80})\.js$/i.exec(name) ?? [];
  return stem === '' ? undefined : isKnown(stem) ? [stem] : stem.toLowerCase().split(/[-_.]/);
}

/**
 * Whether a script or a style sheet is called after a library, or as plugins of jQuery are.
 */
export function isCalledAfterLibrary(path: string): boolean {
  const [, stem = ''] =
    /(?:^|\/)([^/]+?)(?:[.-](?:min|all|bundle|pkgd|full|core|uncompressed|v?\d[\d.]*))*\.(?:js|css)$/i.exec(path) ?? [];
  return isKnown(stem) || /^jquery[.-]\w/i.test(stem);
}

export function isKnown(name: string): boolean {
  const plain = simple(name);
  return libraries.has(plain) || (plain.length > 3 && libraries.has(plain.replace(/\d+$/, '')));
}

function isCalledAfter(file: string, folder: string): boolean {
  const [, stem = ''] = /^(.+?)(?:[.-](?:min|all|bundle|pkgd|full|core))*\.(?:js|css)$/i.exec(file) ?? [];
  return stem !== '' && simple(stem) === simple(folder);
}

/** Whether a folder of that name has a minified build of what it is called after: `slick` with `jquery.slick.min.js`. */
function buildOf(folder: string, names: ReadonlySet<string>): string | undefined {
  return [...names].find((name) => {
    const [, built = ''] = /^(?:jquery\.)?(.+?)(?:\.(?:bundle|pkgd|all))?\.min\.(?:js|css)$/i.exec(name) ?? [];
    return built !== '' && simple(built) === simple(folder);
  });
}

/** Letters and digits of a name, without what says that it is a plugin or of which language. */
export function simple(name: string): string {
  return name
    .toLowerCase()
    .replace(/^jquery[.-](?=.)|[.-](?:js|css)$/g, '')
    .replace(/[^a-z\d]/g, '');
}
