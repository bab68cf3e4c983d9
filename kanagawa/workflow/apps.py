from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "kanagawa.workflow"
    label = "workflow"
    verbose_name = "作業の流れ"
