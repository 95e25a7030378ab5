"""Static files in production: compressed, and named by their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """The modules that a script imports get such names too, so that an old one never meets a new one."""

    support_js_module_import_aggregation = True
