"""What is served as a static file."""

from django.contrib.staticfiles import apps


class StaticFilesConfig(apps.StaticFilesConfig):
    # Oscar's wheel carries TinyMCE, which is under the GPL: it is never collected.
    ignore_patterns = [*apps.StaticFilesConfig.ignore_patterns, "tinymce"]
